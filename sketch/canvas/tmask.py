from inner import *
import cv2; cv2.setNumThreads(1)
rng=np.random.default_rng(0); js=J('cscenes'); ct=np.load(C+'cscenes-tok.npy'); mt=np.load(C+'masters-tok.npy',mmap_mode='r')[::2]
T0=base(ct); mu,P=pca(T0,48,rng)
XC=feats(T0,mu,P); XM=feats(base(mt),mu,P); TC=np.stack([target(j['corners']) for j in js]); TM=np.ones((len(XM),256,16),np.float32)
net=train(np.concatenate([XC,XM]),np.concatenate([TC,TM]),np.concatenate([np.ones(len(XC)),np.full(len(XM),.5)]).astype(np.float32),hidden=48,epochs=10)
np.savez(C+'inner.npz',mu=mu,P=P,**{f'{a}{i}':v for i,l in enumerate(net) for a,v in zip('wb',l)})
from sheet import corners
lab={p:v for p,v in corners().items()}; idx={r['path']:i for i,r in enumerate(F)}
ft=np.load(C+'field-tok.npy',mmap_mode='r')
for nm,tk_ in (('field',ft),('gscenes',np.load(C+'gscenes-tok.npy')),('gallery',np.load(C+'gallery-tok.npy',mmap_mode='r')),('masters',np.load(C+'masters-tok.npy',mmap_mode='r')),('subjects',np.load(C+'subjects-tok.npy')),('cscenes',ct)):
    m=np.concatenate([predict(net,feats(base(tk_[i:i+100]),mu,P)) for i in range(0,len(tk_),100)]); np.save(C+nm+'-inner.npy',m.astype(np.float16))
    print(nm,m.mean(),np.percentile(m.mean((1,2)),[5,50]))
fm=np.load(C+'field-inner.npy')
ious=[]
for p,v in lab.items():
    if v[1] is None: continue
    t=unfold(target(v[1])[None])[0]>.5; a=fm[idx[p]]>.5; ious.append((t&a).sum()/(t|a).sum())
print('IoU',np.median(ious),np.mean(ious))
