from lib import *
from sheet import corners
import cv2,time
from art_assistant.field.quads import candidates,CUES
from art_assistant.study.opening import open_picture
D='/work/shared/data/field/'
def err(q,t,w,h):
    s=np.array([w,h])/np.hypot(w,h); return np.hypot(*(((q-t)*s).transpose(2,0,1))).max(-1)
if __name__=='__main__':
    lab=[(p,v) for p,v in corners().items() if v[1] is not None]; ok=[];T=[]
    for p,v in lab:
        s=open_picture(D+p).standard; h,w=s.shape[:2]
        m=np.ones((16,16),np.float32)
        # oracle-ish mask
        g=np.zeros((160,160),np.uint8); cv2.fillPoly(g,[np.round(v[1]*160).astype(np.int32)],1); m=cv2.resize(g.astype(np.float32),(16,16),interpolation=cv2.INTER_AREA)
        m0=np.ones((16,16),np.float32) if len(sys.argv)>1 else m
        t0=time.perf_counter(); q=candidates(s,m0); T.append(time.perf_counter()-t0)
        e=err(q.corners,v[1],w,h); b=e.min(); ok.append((v[0],b<.02)); 
        if b>=.02: print(p,v[0],len(q.corners),round(float(b),3),int(e.argmin()))
    print(sum(o for _,o in ok),len(ok),'time',np.median(T),q.cues.shape,CUES)
