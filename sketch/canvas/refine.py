from recall import *
from art_assistant.field.quads import settled
lab=[(p,v) for p,v in corners().items() if v[1] is not None]
for p,v in lab:
    s=open_picture(D+p).standard; h,w=s.shape[:2]
    g=np.zeros((160,160),np.uint8); cv2.fillPoly(g,[np.round(v[1]*160).astype(np.int32)],1); m=cv2.resize(g.astype(np.float32),(16,16),interpolation=cv2.INTER_AREA)
    q=candidates(s,m); e=err(q.corners,v[1],w,h); i=e.argmin(); r=settled(s,q.corners[i]); e2=err(r[None],v[1],w,h)[0]
    print(p,v[0],f'{e[i]:.4f} -> {e2:.4f}', '***' if e2>e[i]+.003 else '')
